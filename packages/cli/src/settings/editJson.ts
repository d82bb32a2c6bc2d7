import { readJsonTokens } from '@owner-report/spool';

/** A member of the outermost object of a JSON text: where its key begins, where its value begins and where that ends. */
interface Member {
  key: string;
  start: number;
  valueStart: number;
  end: number;
}

/**
 * The text of a JSON object with some of its members set, or taken out where the value is undefined. What stands there
 * otherwise stays as it is, blanks and line ends included.
 * @param json valid JSON whose outermost value is an object
 */
export function editJson(json: string, members: Readonly<Record<string, unknown>>): string {
  let text = json;
  for (const [key, value] of Object.entries(members)) text = setMember(text, key, value);
  return text;
}

function setMember(json: string, key: string, value: unknown): string {
  const members = findMembers(json);
  const index = members.findIndex((member) => member.key === key);
  const found = members[index];
  if (value === undefined) return found === undefined ? json : removeMember(json, members, index);
  const written = JSON.stringify(value);
  if (found !== undefined) return `${json.slice(0, found.valueStart)}${written}${json.slice(found.end)}`;
  const [first, last] = [members[0], members.at(-1)];
  if (first === undefined || last === undefined) {
    const open = json.indexOf('{') + 1;
    return `${json.slice(0, open)}\n  ${JSON.stringify(key)}: ${written}\n${json.slice(json.lastIndexOf('}'))}`;
  }
  // As the first one stands there: on a line of its own or not, with a blank behind the colon or not.
  const before = json.slice(json.indexOf('{') + 1, first.start);
  const between = json.slice(first.start + JSON.stringify(first.key).length, first.valueStart);
  const colon = /^\s*:\s*$/.test(between) ? between : ': ';
  return `${json.slice(0, last.end)},${before === '' ? ' ' : before}${JSON.stringify(key)}${colon}${written}${json.slice(last.end)}`;
}

function removeMember(json: string, members: readonly Member[], index: number): string {
  const [previous, member, next] = [members[index - 1], members[index] as Member, members[index + 1]];
  if (next !== undefined) return json.slice(0, member.start) + json.slice(next.start);
  return json.slice(0, previous?.end ?? member.start) + json.slice(member.end);
}

function findMembers(json: string): Member[] {
  const found: Member[] = [];
  const tokens = readJsonTokens(json);
  tokens.next();
  let at = json.indexOf('{') + 1;
  let depth = 0;
  let open: Partial<Member> = {};
  for (const token of tokens) {
    // Only blanks stand between two tokens.
    const start = json.indexOf(token, at);
    at = start + token.length;
    if (depth === 0 && token === ':') continue;
    if (depth === 0 && (token === ',' || token === '}')) {
      if (open.key !== undefined) found.push(open as Member);
      open = {};
    } else if (open.key === undefined) open = { key: JSON.parse(token) as string, start };
    else open = { ...open, valueStart: open.valueStart ?? start, end: at };
    if (open.key !== undefined && (token === '{' || token === '[')) depth += 1;
    if (depth > 0 && (token === '}' || token === ']')) depth -= 1;
  }
  return found;
}
