// Results as data: what can fail for reasons outside the code answers a Result; a thrown error or a rejected promise is a bug.

export type Result<T> = { ok: true; value: T } | { ok: false; error: string };

export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failure<T>(error: string): Result<T> {
  return { ok: false, error };
}

// The text of whatever was thrown.
export function errorText(thrown: unknown): string {
  if (thrown instanceof Error) return thrown.message || thrown.name;
  return String(thrown);
}

// Closes a switch over a union: a member without a case does not compile.
export function assertUnreachable(value: never): never {
  throw new Error(`unexpected value: ${JSON.stringify(value)}`);
}
