import { Parameters } from "./parameters.ts";
import { errorResponse, type Protocol } from "./query.ts";
import { readXml } from "./read-xml.ts";
import { writeDocument } from "./xml.ts";

/** Where an action of a REST service is found. */
export interface Route {
  readonly action: string;
  readonly method: "GET" | "POST";
  /** Its named groups are parameters. */
  readonly path: RegExp;
  /** What the API calls the parameters of the query string. Others keep their names, and are then refused as unknown. */
  readonly query?: Readonly<Record<string, string>>;
}

/** Method and path name the action; parameters come in the path, the query string and an XML body. */
export function restXml(namespace: string, routes: readonly Route[]): Protocol {
  return {
    contentType: "text/xml",
    read: (request) => {
      const { pathname, searchParams } = new URL(request.path, "http://localhost");
      const route = routes.find(({ method, path }) => method === request.method && path.test(pathname));
      const values = readXml(request.body);
      for (const [name, value] of Object.entries(route?.path.exec(pathname)?.groups ?? {})) {
        values.set(name, decodeURIComponent(value));
      }
      for (const [name, value] of searchParams) values.set(route?.query?.[name] ?? name, value);
      return { action: route?.action ?? `${request.method} ${pathname}`, parameters: new Parameters(values) };
    },
    answer: (action, elements) => writeDocument(`${action}Response`, elements, "singular", namespace),
    refuse: errorResponse(namespace),
  };
}
