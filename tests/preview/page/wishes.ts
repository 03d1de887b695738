/** What the page's address asks for. */
export interface Wishes {
  /** A phone: its width, its flags, no Node. */
  readonly phone: boolean
  readonly theme: 'dark' | 'light'
  /** What `require` of a Node module does on a phone. */
  readonly require: 'throws' | 'null' | 'undefined'
  /** False: the app without the plugin. */
  readonly plugin: boolean
}

export function readWishes(search: string): Wishes {
  const asked = new URLSearchParams(search)
  const require = asked.get('require')
  return {
    phone: asked.get('phone') === '1',
    theme: asked.get('theme') === 'dark' ? 'dark' : 'light',
    require: require === 'null' || require === 'undefined' ? require : 'throws',
    plugin: asked.get('plugin') !== '0',
  }
}
