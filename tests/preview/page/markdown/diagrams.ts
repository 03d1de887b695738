import mermaid from 'mermaid'

let count = 0

/** Draws Mermaid's blocks, in the version that Obsidian ships; one that is wrong says so in its place. */
export async function drawDiagrams(el: HTMLElement): Promise<void> {
  for (const code of el.querySelectorAll('pre > code.language-mermaid')) {
    const box = createDiv({ cls: 'mermaid' })
    code.parentElement?.replaceWith(box)
    mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', theme: document.body.hasClass('theme-dark') ? 'dark' : 'default' })
    try {
      const { svg } = await mermaid.render(`mermaid-${String((count += 1))}`, code.textContent)
      box.replaceChildren(...new DOMParser().parseFromString(svg, 'text/html').body.childNodes)
    } catch (thrown) {
      box.setText(`Mermaid cannot draw this: ${thrown instanceof Error ? thrown.message : String(thrown)}`)
    }
  }
}
