/** Waits for what another process does; there is no clock to move for it. */
export async function until(condition, what, state = () => '', millis = 20_000) {
  const end = Date.now() + millis;
  for (;;) {
    if (await condition()) return;
    if (Date.now() > end) throw new Error(`waited ${millis} ms for ${what} ${await state()}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
