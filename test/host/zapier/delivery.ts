export interface Delivery {
  /** As the provider sent it. */
  body: string;
  headers?: Record<string, string>;
  querystring?: string;
}

/** The part of a bundle that Zapier makes of a webhook: headers renamed, and the body once as text, once parsed. */
export function asZapierPassesIt({
  body,
  headers = {},
  querystring = '',
}: Delivery): Record<string, unknown> {
  return {
    rawRequest: { method: 'POST', querystring, headers: renamed(headers), content: body },
    cleanedRequest: parsed(body, querystring),
  };
}

/** `x-request-id` becomes `Http-X-Request-Id`; only these two keep their names. */
function renamed(headers: Record<string, string>): Record<string, string> {
  const camelCase = (name: string) =>
    name.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const own = camelCase(name);
      return [['Content-Type', 'Content-Length'].includes(own) ? own : `Http-${own}`, value];
    }),
  );
}

function parsed(body: string, querystring: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? { ...value, querystring: Object.fromEntries(new URLSearchParams(querystring)) } : value;
  } catch {
    return {};
  }
}
