#include "tensor/coulomb.h"

#include <lapacke.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/size.h"
#include "geometry/neighbours.h"
#include "math/vector.h"
#include "structure/element.h"

/* Norms that differ by less, relative to them, do so by rounding. */
#define SAME_NORM 1e-12
/* Numbers of work memory per row with which LAPACK's dsyev runs at its block size. */
enum { EIGEN_WORK = 34 };

/* An atom and the norm of its row of the matrix, by which rows are sorted. */
struct ranked_atom {
    double norm;
    size_t atom;
};

/* A number in the bag of a pair of elements, the smaller first; of an atom: 0 and its element. */
struct member {
    unsigned first, second;
    double value;
};

struct coulomb_work {
    const struct representation *r;
    const struct structure *structure;
    size_t n;         /* its atoms */
    size_t memory;    /* bytes that it may take */
    double *distance; /* of atoms i > j at i (i - 1) / 2 + j */
    double *matrix;
    double *eigenvalue, *lapack;
    struct ranked_atom *ranked;
    struct member *member;
    struct blocks number; /* of a matrix that is differentiated */
    size_t distance_capacity, matrix_capacity, eigenvalue_capacity, lapack_capacity, ranked_capacity, member_capacity;
    char message[240];
};

static void *work_new(const void *representation, size_t memory)
{
    struct coulomb_work *w = mem_zero(1, sizeof *w);
    w->r = representation;
    w->memory = memory;
    return w;
}

static void work_free(void *work)
{
    struct coulomb_work *w = work;
    free(w->distance);
    free(w->matrix);
    free(w->eigenvalue);
    free(w->lapack);
    free(w->ranked);
    free(w->member);
    blocks_free(&w->number);
    free(w);
}

static double distance(const struct coulomb_work *w, size_t i, size_t j)
{
    return i > j ? w->distance[i * (i - 1) / 2 + j] : w->distance[j * (j - 1) / 2 + i];
}

static double entry(const struct coulomb_work *w, size_t i, size_t j)
{
    double a = w->structure->number[i], b = w->structure->number[j];
    return i == j ? 0.5 * pow(a, 2.4) : a * b / distance(w, i, j);
}

static size_t pairs_of(size_t n)
{
    return n * (n - 1) / 2;
}

/* The lower triangle, row by row, of the matrix whose rows are those of the ranked atoms. */
static void put_triangle(const struct coulomb_work *w, struct blocks *to)
{
    size_t b = 0;
    blocks_resize(to, pairs_of(w->n) + w->n, 2, 1);
    for (size_t i = 0; i < w->n; i++)
        for (size_t j = 0; j <= i; j++, b++) {
            to->key[2 * b] = (uint16_t)(i + 1);
            to->key[2 * b + 1] = (uint16_t)(j + 1);
            to->bin[b] = entry(w, w->ranked[i].atom, w->ranked[j].atom);
        }
}

static void rank_by_place(struct coulomb_work *w)
{
    w->ranked = mem_grow(w->ranked, &w->ranked_capacity, w->n, sizeof *w->ranked);
    for (size_t i = 0; i < w->n; i++)
        w->ranked[i] = (struct ranked_atom){0, i};
}

static int by_norm(const void *a, const void *b)
{
    const struct ranked_atom *p = a, *q = b;
    if (p->norm != q->norm)
        return p->norm > q->norm ? -1 : 1;
    return (p->atom > q->atom) - (p->atom < q->atom);
}

/* Rows of one norm stay in the order of their atoms, which rounding must not break: symmetric molecules have such. */
static void rank_by_norm(struct ranked_atom *ranked, size_t n)
{
    qsort(ranked, n, sizeof *ranked, by_norm);
    for (size_t i = 1; i < n; i++)
        if (ranked[i - 1].norm - ranked[i].norm < SAME_NORM * ranked[i - 1].norm)
            ranked[i].norm = ranked[i - 1].norm;
    qsort(ranked, n, sizeof *ranked, by_norm);
}

static const char *build_sorted(struct coulomb_work *w, struct blocks *to)
{
    rank_by_place(w);
    for (size_t i = 0; i < w->n; i++) {
        double square = 0;
        for (size_t j = 0; j < w->n; j++) {
            double c = entry(w, i, j);
            square += c * c;
        }
        w->ranked[i].norm = sqrt(square);
    }
    rank_by_norm(w->ranked, w->n);
    put_triangle(w, to);
    return NULL;
}

static const char *build_unsorted(struct coulomb_work *w, struct blocks *to)
{
    rank_by_place(w);
    put_triangle(w, to);
    return NULL;
}

static const char *build_inverse_distances(struct coulomb_work *w, struct blocks *to)
{
    size_t b = 0;
    blocks_resize(to, pairs_of(w->n), 2, 1);
    for (size_t i = 0; i < w->n; i++)
        for (size_t j = i + 1; j < w->n; j++, b++) {
            to->key[2 * b] = (uint16_t)(i + 1);
            to->key[2 * b + 1] = (uint16_t)(j + 1);
            to->bin[b] = 1 / distance(w, i, j);
        }
    return NULL;
}

/* Leaves the eigenvalues in w->eigenvalue, ascending; false where LAPACK does not find them. */
static bool find_eigenvalues(struct coulomb_work *w)
{
    size_t n = w->n, work = size_mul(EIGEN_WORK, n);
    w->matrix = mem_grow(w->matrix, &w->matrix_capacity, size_mul(n, n), sizeof *w->matrix);
    w->eigenvalue = mem_grow(w->eigenvalue, &w->eigenvalue_capacity, n, sizeof *w->eigenvalue);
    w->lapack = mem_grow(w->lapack, &w->lapack_capacity, work, sizeof *w->lapack);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++)
            w->matrix[i * n + j] = entry(w, i, j);
    return LAPACKE_dsyev_work(LAPACK_COL_MAJOR, 'N', 'U', (lapack_int)n, w->matrix, (lapack_int)n, w->eigenvalue, w->lapack,
                              (lapack_int)work) == 0;
}

static void put_eigenvalue(struct blocks *to, unsigned sign, size_t rank, double value)
{
    to->key[2 * to->n] = (uint16_t)sign;
    to->key[2 * to->n + 1] = (uint16_t)rank;
    to->bin[to->n++] = value;
}

/* Zeros that pad a matrix would stand between the positive and the negative eigenvalues, so both are counted from their
   own end. */
static const char *build_eigenvalues(struct coulomb_work *w, struct blocks *to)
{
    if (!find_eigenvalues(w))
        return "the eigenvalues of its Coulomb matrix did not converge";
    const double *e = w->eigenvalue;
    blocks_resize(to, w->n, 2, 1);
    to->n = 0;
    for (size_t i = w->n; i > 0 && e[i - 1] > 0; i--)
        put_eigenvalue(to, 1, w->n - i + 1, e[i - 1]);
    for (size_t i = 0; i < w->n && e[i] < 0; i++)
        put_eigenvalue(to, 2, i + 1, e[i]);
    return NULL;
}

static int by_bag(const void *a, const void *b)
{
    const struct member *p = a, *q = b;
    if (p->first != q->first)
        return p->first < q->first ? -1 : 1;
    if (p->second != q->second)
        return p->second < q->second ? -1 : 1;
    return (p->value < q->value) - (p->value > q->value);
}

/* Leaves the numbers of all bags in w->member, those of each bag descending; returns how many they are. */
static size_t fill_bags(struct coulomb_work *w)
{
    const uint8_t *number = w->structure->number;
    size_t n = 0;
    w->member = mem_grow(w->member, &w->member_capacity, pairs_of(w->n) + w->n, sizeof *w->member);
    for (size_t i = 0; i < w->n; i++) {
        for (size_t j = 0; j < i; j++) {
            unsigned a = number[i], b = number[j];
            w->member[n++] = (struct member){a < b ? a : b, a < b ? b : a, entry(w, i, j)};
        }
        w->member[n++] = (struct member){0, number[i], entry(w, i, i)};
    }
    qsort(w->member, n, sizeof *w->member, by_bag);
    return n;
}

static const char *build_bags(struct coulomb_work *w, struct blocks *to)
{
    size_t n = fill_bags(w), rank = 0;
    blocks_resize(to, n, 3, 1);
    for (size_t i = 0; i < n; i++) {
        const struct member *m = &w->member[i];
        bool same_bag = i > 0 && m[-1].first == m->first && m[-1].second == m->second;
        rank = same_bag ? rank + 1 : 1;
        if (rank > UINT16_MAX) {
            snprintf(w->message, sizeof w->message, "its bag of %s-%s pairs: expected at most %u numbers, found more",
                     element_symbol(m->first), element_symbol(m->second), (unsigned)UINT16_MAX);
            return w->message;
        }
        to->key[3 * i] = (uint16_t)m->first;
        to->key[3 * i + 1] = (uint16_t)m->second;
        to->key[3 * i + 2] = (uint16_t)rank;
        to->bin[i] = m->value;
    }
    return NULL;
}

static double slope_of_coulomb(const struct coulomb_work *w, size_t i, size_t j)
{
    return -entry(w, i, j) / distance(w, i, j);
}

static double slope_of_inverse(const struct coulomb_work *w, size_t i, size_t j)
{
    double d = distance(w, i, j);
    return -1 / (d * d);
}

const struct matrix_row matrix_table[] = {
    {"coulomb", 2, false, build_sorted, NULL, "row-column", "Coulomb matrix, rows by descending norm"},
    {"coulomb_unsorted", 2, true, build_unsorted, slope_of_coulomb, "row-column",
     "Coulomb matrix, atoms in the order of the file"},
    {"coulomb_eigenvalues", 2, false, build_eigenvalues, NULL, "sign-rank",
     "its eigenvalues: 1 the positive from the largest down, 2 the negative from the most negative up"},
    {"1/distance", 2, true, build_inverse_distances, slope_of_inverse, "atom-atom",
     "1/d12 of each pair, atoms in the order of the file"},
    {"bonds", 3, false, build_bags, NULL, "element-element-rank",
     "bag of bonds: the Coulomb matrix by pairs of elements, each bag descending; 0-element-rank the diagonal"},
    {0},
};

static const struct field fields[] = {
    FIELD_NAMES_OF(matrix_term, "matrix", matrix, FIELD_ROW, matrix_table),
    FIELD_NUMBER_OF(matrix_term, "scale", scale, 0, FIELD_MOST),
    {0},
};

static const struct matrix_term defaults = {.scale = 1};

static const struct matrix_term *term_of(const struct representation *r, size_t term)
{
    return representation_term(r, term);
}

static const char *find_distances(struct coulomb_work *w)
{
    const struct structure *s = w->structure;
    w->distance = mem_grow(w->distance, &w->distance_capacity, pairs_of(w->n), sizeof *w->distance);
    for (size_t i = 0; i < w->n; i++)
        for (size_t j = 0; j < i; j++) {
            const double *a = s->position[i], *b = s->position[j];
            double x = a[0] - b[0], y = a[1] - b[1], z = a[2] - b[2];
            double d = w->distance[pairs_of(i) + j] = sqrt(x * x + y * y + z * z);
            if (neighbours_problem(j, i, d, w->message, sizeof w->message))
                return w->message;
        }
    return NULL;
}

static const char *prepare(struct coulomb_work *w, const struct structure *s)
{
    w->structure = s;
    const char *problem = symmetry_problem(&w->r->symmetry, s->sample.atoms);
    w->n = s->sample.atoms;
    if (problem)
        return problem;
    if (s->pbc[0] || s->pbc[1] || s->pbc[2])
        return "the structure is periodic, a Coulomb matrix is of molecules; xyz2mbtr takes both";
    if (w->n > UINT16_MAX) {
        snprintf(w->message, sizeof w->message, "expected at most %u atoms, which a matrix can hold, found %zu",
                 (unsigned)UINT16_MAX, w->n);
        return w->message;
    }
    /* Distances, matrix or bags, blocks, and the record that they become. */
    size_t bytes = pairs_of(w->n) * (sizeof(double) + sizeof(struct member) + 2 * (3 * sizeof(uint16_t) + sizeof(double)));
    if (bytes > w->memory) {
        snprintf(w->message, sizeof w->message,
                 "the matrix of its %zu atoms needs about %.2g GiB of memory, and there are %.2g GiB for it: use fewer threads "
                 "(-j), or a machine with more",
                 w->n, (double)bytes / GIB, (double)w->memory / GIB);
        return w->message;
    }
    return find_distances(w);
}

/* The structure's matrices. The message is of a structure that is periodic, has two atoms at one place, or more numbers
   than keys. */
static const char *build(void *work, const struct structure *s, struct tensor *to)
{
    struct coulomb_work *w = work;
    const char *message = prepare(w, s);
    tensor_reset(to, w->r->nterms);
    for (size_t i = 0; i < w->r->nterms && !message; i++)
        message = term_of(w->r, i)->matrix->build(w, &to->term[i]);
    return message;
}

static const char *rough(const void *term, bool periodic)
{
    (void)periodic;
    return ((const struct matrix_term *)term)->matrix->slope
               ? NULL
               : "its numbers are sorted, and change places: take coulomb_unsorted or 1/distance";
}

/* Adds what the blocks of a term, keys two atoms each, contribute. */
static void pull_pairs(const struct coulomb_work *w, const struct matrix_row *m, const struct blocks *slope,
                       struct gradient *to)
{
    for (size_t b = 0; b < slope->n; b++) {
        size_t i = slope->key[2 * b] - 1u, j = slope->key[2 * b + 1] - 1u;
        if (i == j || i >= w->n || j >= w->n)
            continue;
        double by = slope->bin[b] * m->slope(w, i, j) / distance(w, i, j), v[3];
        for (int c = 0; c < 3; c++)
            v[c] = w->structure->position[j][c] - w->structure->position[i][c];
        vector_add_multiple(to->atom[j], by, v);
        vector_add_multiple(to->atom[i], -by, v);
        for (int c = 0; c < 3; c++)
            vector_add_multiple(to->strain[c], by * v[c], v);
    }
}

static const char *adjoint(void *work, const struct structure *s, const struct tensor *slope, struct gradient *to)
{
    struct coulomb_work *w = work;
    const char *message = prepare(w, s);
    for (size_t i = 0; i < w->r->nterms && !message; i++)
        pull_pairs(w, term_of(w->r, i)->matrix, &slope->term[i], to);
    return message;
}

/* How the numbers of a term's pairs change with a coordinate: of an atom those with it, of the strain all. */
static void push_pairs(const struct coulomb_work *w, const struct matrix_row *m, const struct blocks *number, size_t coordinate,
                       struct blocks *to)
{
    size_t n = 0, atom = coordinate / 3, e = coordinate - 3 * w->n;
    blocks_resize(to, number->n, 2, 1);
    for (size_t b = 0; b < number->n; b++) {
        size_t i = number->key[2 * b] - 1u, j = number->key[2 * b + 1] - 1u;
        if (i == j || (atom < w->n && i != atom && j != atom))
            continue;
        const double *p = w->structure->position[i], *q = w->structure->position[j];
        double by = m->slope(w, i, j) / distance(w, i, j), sign = j == atom ? 1 : -1;
        to->key[2 * n] = number->key[2 * b];
        to->key[2 * n + 1] = number->key[2 * b + 1];
        to->bin[n++] = atom < w->n
                           ? sign * by * (q[coordinate % 3] - p[coordinate % 3])
                           : by * (q[gradient_row[e]] - p[gradient_row[e]]) * (q[gradient_column[e]] - p[gradient_column[e]]);
    }
    to->n = n;
}

/* How a term changes with each coordinate, to as many tensors. */
static const char *push_term(struct coulomb_work *w, size_t term, struct tensor *to)
{
    const struct matrix_row *m = term_of(w->r, term)->matrix;
    const char *message = m->build(w, &w->number);
    for (size_t c = 0; c < 3 * w->n + STRAINS && !message; c++)
        push_pairs(w, m, &w->number, c, &to[c].term[term]);
    return message;
}

static const char *jacobian(void *work, const struct structure *s, struct tensor *to)
{
    struct coulomb_work *w = work;
    const char *message = prepare(w, s);
    for (size_t c = 0; c < 3 * s->sample.atoms + STRAINS; c++)
        tensor_reset(&to[c], w->r->nterms);
    for (size_t i = 0; i < w->r->nterms && !message; i++)
        message = push_term(w, i, to);
    return message;
}

static const char *problem(const struct representation *r, size_t term, const char **detail)
{
    const struct matrix_term *t = term_of(r, term);
    if (!r->by_atom || t->matrix->by_place)
        return NULL;
    *detail = t->matrix->name;
    return "'species: atom' does not go with the matrix ";
}

static const char *whole_problem(const struct representation *r)
{
    if (r->normalize != NORMALIZE_NONE || r->correlation.n > 0)
        return "'normalize' and 'correlation' do not go with 'matrix'";
    if (r->symmetry.kind == SYMMETRY_AUTO_CLASSES || r->symmetry.kind == SYMMETRY_CLASSES)
        return "'symmetry: classes' does not go with 'matrix', whose keys are single atoms";
    return NULL;
}

/* Each number is a block of one bin. */
static void layout(const void *term, struct layout *to)
{
    *to = (struct layout){.body = ((const struct matrix_term *)term)->matrix->entries, .bins = 1};
}

static bool axis(const void *term, struct tensor_axis *to)
{
    *to = (struct tensor_axis){.name = ((const struct matrix_term *)term)->matrix->name};
    return false;
}

/* Threads share nothing but the representation. */
static void *shared_new(const struct representation *r)
{
    return (void *)r;
}

static void shared_free(void *representation)
{
    (void)representation;
}

const struct representation_row coulomb_row = {
    .one = "matrix",
    .many = "matrices",
    .program = "xyz2cm",
    .key = "matrix",
    .fields = fields,
    .term_size = sizeof(struct matrix_term),
    .term = &defaults,
    .problem = problem,
    .whole_problem = whole_problem,
    .layout = layout,
    .axis = axis,
    .make = shared_new,
    .discard = shared_free,
    .work_new = work_new,
    .work_free = work_free,
    .build = build,
    .rough = rough,
    .adjoint = adjoint,
    .jacobian = jacobian,
};
