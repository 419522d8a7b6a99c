#include "structure/element.h"

#include <stdint.h>
#include <string.h>

#include "base/die.h"

/* X(atomic number, first letter, second letter or 0) */
// clang-format off
#define ELEMENTS(X)                                                                                                  \
    X(1, 'H', 0) X(2, 'H', 'e') X(3, 'L', 'i') X(4, 'B', 'e') X(5, 'B', 0) X(6, 'C', 0) X(7, 'N', 0) X(8, 'O', 0)    \
    X(9, 'F', 0) X(10, 'N', 'e') X(11, 'N', 'a') X(12, 'M', 'g') X(13, 'A', 'l') X(14, 'S', 'i') X(15, 'P', 0)       \
    X(16, 'S', 0) X(17, 'C', 'l') X(18, 'A', 'r') X(19, 'K', 0) X(20, 'C', 'a') X(21, 'S', 'c') X(22, 'T', 'i')      \
    X(23, 'V', 0) X(24, 'C', 'r') X(25, 'M', 'n') X(26, 'F', 'e') X(27, 'C', 'o') X(28, 'N', 'i') X(29, 'C', 'u')    \
    X(30, 'Z', 'n') X(31, 'G', 'a') X(32, 'G', 'e') X(33, 'A', 's') X(34, 'S', 'e') X(35, 'B', 'r') X(36, 'K', 'r')  \
    X(37, 'R', 'b') X(38, 'S', 'r') X(39, 'Y', 0) X(40, 'Z', 'r') X(41, 'N', 'b') X(42, 'M', 'o') X(43, 'T', 'c')    \
    X(44, 'R', 'u') X(45, 'R', 'h') X(46, 'P', 'd') X(47, 'A', 'g') X(48, 'C', 'd') X(49, 'I', 'n') X(50, 'S', 'n')  \
    X(51, 'S', 'b') X(52, 'T', 'e') X(53, 'I', 0) X(54, 'X', 'e') X(55, 'C', 's') X(56, 'B', 'a') X(57, 'L', 'a')    \
    X(58, 'C', 'e') X(59, 'P', 'r') X(60, 'N', 'd') X(61, 'P', 'm') X(62, 'S', 'm') X(63, 'E', 'u') X(64, 'G', 'd')  \
    X(65, 'T', 'b') X(66, 'D', 'y') X(67, 'H', 'o') X(68, 'E', 'r') X(69, 'T', 'm') X(70, 'Y', 'b') X(71, 'L', 'u')  \
    X(72, 'H', 'f') X(73, 'T', 'a') X(74, 'W', 0) X(75, 'R', 'e') X(76, 'O', 's') X(77, 'I', 'r') X(78, 'P', 't')    \
    X(79, 'A', 'u') X(80, 'H', 'g') X(81, 'T', 'l') X(82, 'P', 'b') X(83, 'B', 'i') X(84, 'P', 'o') X(85, 'A', 't')  \
    X(86, 'R', 'n') X(87, 'F', 'r') X(88, 'R', 'a') X(89, 'A', 'c') X(90, 'T', 'h') X(91, 'P', 'a') X(92, 'U', 0)    \
    X(93, 'N', 'p') X(94, 'P', 'u') X(95, 'A', 'm') X(96, 'C', 'm') X(97, 'B', 'k') X(98, 'C', 'f') X(99, 'E', 's')  \
    X(100, 'F', 'm') X(101, 'M', 'd') X(102, 'N', 'o') X(103, 'L', 'r') X(104, 'R', 'f') X(105, 'D', 'b')            \
    X(106, 'S', 'g') X(107, 'B', 'h') X(108, 'H', 's') X(109, 'M', 't') X(110, 'D', 's') X(111, 'R', 'g')            \
    X(112, 'C', 'n') X(113, 'N', 'h') X(114, 'F', 'l') X(115, 'M', 'c') X(116, 'L', 'v') X(117, 'T', 's')            \
    X(118, 'O', 'g')
// clang-format on

#define SLOT(a, b) (((a) - 'A') * 27 + ((b) ? (b) - 'a' + 1 : 0))
#define SYMBOL(z, a, b) [z] = {a, b, 0},
#define NUMBER(z, a, b) [SLOT(a, b)] = z,

static const char symbol_of[ELEMENT_MAX + 1][3] = {ELEMENTS(SYMBOL)};
static const uint8_t number_of[26 * 27] = {ELEMENTS(NUMBER)};

/* 0 to 25 for a letter of either case, more for anything else. */
static unsigned letter(char c)
{
    return ((unsigned char)c | 0x20u) - 'a';
}

unsigned element_number(const char *symbol, size_t length)
{
    if (length < 1 || length > 2)
        return 0;
    unsigned first = letter(symbol[0]), second = length == 2 ? letter(symbol[1]) : 0;
    if (first > 25 || second > 25)
        return 0;
    return number_of[first * 27 + (length == 2 ? second + 1 : 0)];
}

const char *element_symbol(unsigned number)
{
    return symbol_of[number <= ELEMENT_MAX ? number : 0];
}

/* How many elements there are before each period. */
static const unsigned before[] = {0, 2, 10, 18, 36, 54, 86, 118};

void element_set_read(struct element_set *s, const char *symbols)
{
    for (const char *next = symbols; next; next = *next ? next + 1 : NULL) {
        size_t length = strcspn(next, ",");
        unsigned number = element_number(next, length);
        if (number == 0)
            die_usage("--elements: expected symbols with commas between them, found '%s'", symbols);
        s->any = s->has[number] = true;
        next += length;
    }
}

bool element_set_has(const struct element_set *s, unsigned number)
{
    return !s->any || s->has[number];
}

unsigned element_period(unsigned number)
{
    unsigned period = 1;
    while (number > before[period])
        period++;
    return period;
}

unsigned element_group(unsigned number)
{
    unsigned period = element_period(number), place = number - before[period - 1], length = before[period] - before[period - 1];
    if (length > 2 ? place <= 2 : place == 1)
        return place;
    return length == 32 && place <= 17 ? 3 : 18 - (length - place);
}
