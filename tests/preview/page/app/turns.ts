/** Lets whoever works on the same path wait for its turn. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>()

  take<T>(path: string, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(path) ?? Promise.resolve()
    const turn = before.then(work, work)
    this.last.set(path, turn)
    const forget = (): void => {
      if (this.last.get(path) === turn) this.last.delete(path)
    }
    turn.then(forget, forget)
    return turn
  }
}
