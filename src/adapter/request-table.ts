/** Answers one kind of request: its arguments in, the body of the response out. What it throws becomes the error that the client shows. */
export type RequestHandler = (args: never) => unknown;

/** By the protocol's name of the request (Debug Adapter Protocol, `Request.command`). */
export type RequestTable = Readonly<Record<string, RequestHandler>>;
