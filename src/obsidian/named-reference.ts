/**
 * What a named character reference such as `eacute` stands for, false where there is no such name. Stands in for the Markdown parser's own
 * look-up, which in a browser sets `innerHTML` of an element that it makes while it loads.
 */
export function decodeNamedCharacterReference(name: string): string | false {
  // White space at the very beginning of a document is dropped, hence the letter before it.
  const text = new DOMParser().parseFromString(`x&${name};`, 'text/html').documentElement.textContent.slice(1)
  return text === `&${name};` || (text.endsWith(';') && name !== 'semi') ? false : text
}
