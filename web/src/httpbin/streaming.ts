/** Bodies that are made while they are read. */

/**
 * A body of `pieces`, each made when the reader asks for it: one who reads slowly costs no memory. The signal that the pieces are
 * made with is aborted with the request and when the reader gives up: whatever waits then must end.
 */
export function streamed(
  request: AbortSignal,
  pieces: (signal: AbortSignal) => AsyncGenerator<Uint8Array<ArrayBuffer>, void>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const givenUp = new AbortController();
  const making = pieces(AbortSignal.any([request, givenUp.signal]));
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await making.next();
        if (done === true) controller.close();
        else controller.enqueue(value);
      },
      cancel(reason) {
        givenUp.abort(reason);
      },
    },
    // Nothing is made ahead.
    { highWaterMark: 0 },
  );
}
