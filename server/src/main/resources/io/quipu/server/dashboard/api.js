// The query API. A key, if the server asks for one, is kept in this tab only.

import { parseExact } from './numbers.js';

const KEY = 'quipu-api-key';

/** What went wrong, in words that say what to do. */
export class Problem extends Error {
  constructor(status, detail, parameter, retryAfter) {
    super(detail);
    this.status = status;
    this.parameter = parameter;
    this.retryAfter = retryAfter;
  }

  /** Whether asking again may help. */
  get passes() {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }
}

export function setKey(secret) {
  sessionStorage.setItem(KEY, secret);
}

export function hasKey() {
  return sessionStorage.getItem(KEY) !== null;
}

function headers(more = {}) {
  const secret = sessionStorage.getItem(KEY);
  return secret === null ? more : { ...more, Authorization: `Bearer ${secret}` };
}

async function ask(url, options) {
  let response;
  try {
    response = await fetch(url, options);
  } catch (e) {
    if (e.name === 'AbortError') {
      throw e;
    }
    throw new Problem(0, 'The server does not answer; see whether it still runs.');
  }
  if (response.ok) {
    return response;
  }
  let body = {};
  try {
    body = JSON.parse(await response.text());
  } catch {
    // It is no answer of the API's own; its status says enough.
  }
  throw new Problem(
    response.status,
    body.detail ?? `The server answers with status ${response.status}.`,
    body.parameter,
    Number(response.headers.get('Retry-After')) || undefined,
  );
}

function query(parameters) {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) {
        words.append(name, one);
      }
    }
  }
  const text = words.toString();
  return text ? '?' + text : '';
}

function address(company, path) {
  return company === undefined ? '/v1/companies' : `/v1/companies/${encodeURIComponent(company)}/${path}`;
}

/** The answer to a question about a company; without one, which companies there are. */
export async function get(company, path, parameters, signal) {
  const response = await ask(address(company, path) + query(parameters), { headers: headers(), signal });
  return parseExact(await response.text());
}

/** The answer to several series at once. */
export async function post(company, path, body, signal) {
  const response = await ask(address(company, path), {
    method: 'POST',
    headers: headers({ 'Content-Type': 'application/json' }),
    body: JSON.stringify(body),
    signal,
  });
  return parseExact(await response.text());
}

/**
 * Hands over every answer to a question, at once and whenever it changes, until the signal ends it
 * or the connection does. An event source of the browser's own would send no key.
 */
export async function listen(company, parameters, signal, onAnswer, onProblem) {
  const response = await ask(address(company, 'live') + query(parameters), { headers: headers(), signal });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    let chunk;
    try {
      chunk = await reader.read();
    } catch (e) {
      if (e.name === 'AbortError') {
        throw e;
      }
      throw new Problem(0, 'The connection to the server broke.');
    }
    if (chunk.done) {
      throw new Problem(0, 'The server has ended the connection.');
    }
    text += chunk.value.replaceAll('\r\n', '\n');
    let end;
    while ((end = text.indexOf('\n\n')) >= 0) {
      hand(text.slice(0, end), onAnswer, onProblem);
      text = text.slice(end + 2);
    }
  }
}

function hand(event, onAnswer, onProblem) {
  let name = 'message';
  const data = [];
  for (const line of event.split('\n')) {
    if (line.startsWith('event:')) {
      name = line.slice(6).trim();
    } else if (line.startsWith('data:')) {
      data.push(line.slice(5).replace(/^ /, ''));
    }
  }
  if (data.length === 0) {
    return;
  }
  const body = parseExact(data.join('\n'));
  if (name === 'problem') {
    onProblem(new Problem(body.status, body.detail, body.parameter));
  } else {
    onAnswer(body);
  }
}
