/** Lucide's icons by name, as SVG source; the bundler makes this module. */
declare module 'virtual:lucide' {
  const icons: Readonly<Record<string, string>>
  export default icons
}
