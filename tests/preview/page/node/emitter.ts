export type Listener = (...values: unknown[]) => unknown

/** Node's `EventEmitter`, as far as programs use one. An `error` that nobody listens for is thrown, as Node does. */
export class Emitter {
  readonly #listeners = new Map<string, Listener[]>()
  readonly #wrapped = new Map<Listener, Listener>()

  on(event: string, listener: Listener): this {
    this.#listeners.set(event, [...this.listeners(event), listener])
    return this
  }

  once(event: string, listener: Listener): this {
    const wrapped: Listener = (...values) => {
      this.off(event, listener)
      return listener.apply(this, values)
    }
    this.#wrapped.set(listener, wrapped)
    return this.on(event, wrapped)
  }

  off(event: string, listener: Listener): this {
    const wrapped = this.#wrapped.get(listener)
    this.#listeners.set(
      event,
      this.listeners(event).filter((one) => one !== listener && one !== wrapped),
    )
    return this
  }

  emit(event: string, ...values: unknown[]): boolean {
    const listeners = this.listeners(event)
    if (event === 'error' && listeners.length === 0) throw values[0] instanceof Error ? values[0] : new Error(String(values[0]))
    for (const listener of listeners) listener.apply(this, values)
    return listeners.length > 0
  }

  listeners(event: string): readonly Listener[] {
    return this.#listeners.get(event) ?? []
  }

  listenerCount(event: string): number {
    return this.listeners(event).length
  }

  addListener(event: string, listener: Listener): this {
    return this.on(event, listener)
  }

  removeListener(event: string, listener: Listener): this {
    return this.off(event, listener)
  }

  removeAllListeners(event?: string): this {
    if (event === undefined) this.#listeners.clear()
    else this.#listeners.delete(event)
    return this
  }

  setMaxListeners(): this {
    return this
  }
}
