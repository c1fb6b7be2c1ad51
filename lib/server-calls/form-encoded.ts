/** One value as `application/x-www-form-urlencoded` has it (RFC 6749 appendix B). */
export function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1);
}
