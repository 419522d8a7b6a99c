/* OpenMP for programs of one thread, where its library is not to be had (portability.sh). */
int omp_get_max_threads(void);
int omp_get_num_procs(void);
int omp_in_parallel(void);
void omp_set_dynamic(int on);
void omp_set_max_active_levels(int n);
void omp_set_num_threads(int n);

int omp_get_max_threads(void)
{
    return 1;
}

int omp_get_num_procs(void)
{
    return 1;
}

int omp_in_parallel(void)
{
    return 0;
}

void omp_set_dynamic(int on)
{
    (void)on;
}

void omp_set_max_active_levels(int n)
{
    (void)n;
}

void omp_set_num_threads(int n)
{
    (void)n;
}
