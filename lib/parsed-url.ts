/**
 * The URL that `text` says, or undefined. Not `URL.canParse`: in Node 20 it answers wrongly for letters such as `ü` once V8 has
 * optimised the call.
 */
export function parsedUrl(text: string, base?: string): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
