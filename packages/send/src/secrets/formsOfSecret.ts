// A shorter part is found in words that have nothing to do with it.
const leastLength = 4;
const leastPart = 8;
const longPart = 16;

/**
 * Every text by which a secret may come back in what a service says, the longest first: the secret, encoded or not, and of
 * an address its path, its query and their parts, its name and password.
 */
export function formsOfSecret(secret: string): string[] {
  const parts = URL.canParse(secret) ? partsOf(new URL(secret)) : [];
  const forms = [secret, ...parts].flatMap((form) => [form, decode(form), encodeURIComponent(form)]);
  return [...new Set(forms)].filter(({ length }) => length >= leastLength).sort((a, b) => b.length - a.length);
}

function partsOf({ pathname, search, username, password }: URL): string[] {
  const segments = [...pathname.split('/'), ...search.slice(1).split(/[&=]/)].filter(isTelling);
  const isPathSecret = segments.length > 0;
  return [...(isPathSecret ? [`${pathname}${search}`, pathname, search] : []), ...segments, username, password];
}

// `services` and `webhooks` are in the address of everybody.
function isTelling(part: string): boolean {
  return part.length >= longPart || (part.length >= leastPart && /[0-9A-Z]/.test(part));
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
