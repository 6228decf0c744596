/* Loaded when its first function is called. */
__declspec(dllexport) int delayed_answer(void);
__declspec(dllexport) int delayed_sum(int a, int b);

int delayed_answer(void) { return 42; }
int delayed_sum(int a, int b) { return a + b; }
