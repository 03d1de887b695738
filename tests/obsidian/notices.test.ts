// @vitest-environment jsdom
import { Notice, Platform, type App } from 'obsidian'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { failure } from '../../src/basics/failure.ts'
import { Notices } from '../../src/obsidian/notices.ts'
import { readNotify, writeNotify, type Notify } from '../../src/obsidian/notify-setting.ts'
import { MockApp } from './mock-app.ts'

const hidden: unknown[] = []
const offers: string[] = []
const raised: { body: string; click(): void }[] = []
let focused = true

class FakeNotification {
  onclick: () => void = () => undefined

  constructor(_title: string, { body }: { body: string }) {
    raised.push({ body, click: () => this.onclick() })
  }
}

describe('notices', () => {
  let app: App
  let notices: Notices
  beforeEach(() => {
    hidden.length = 0
    offers.length = 0
    raised.length = 0
    focused = true
    app = new MockApp().real
    notices = new Notices(app)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    vi.spyOn(Notice.prototype, 'hide').mockImplementation(function (this: Notice) {
      hidden.push(this.messageEl.textContent)
      for (const button of Array.from(this.messageEl.querySelectorAll('button'))) offers.push(button.className)
    })
    vi.stubGlobal('Notification', FakeNotification)
    vi.spyOn(document, 'hasFocus').mockImplementation(() => focused)
    Platform.isDesktopApp = true
  })
  afterEach(() => {
    vi.useRealTimers()
    vi.restoreAllMocks()
    vi.unstubAllGlobals()
  })

  it('are one about a subject, and three at once', () => {
    notices.say('a', 'first of a')
    notices.say('a', 'second of a')
    expect(hidden).toEqual(['first of a'])
    for (const about of ['b', 'c', 'd']) notices.say(about, `of ${about}`)
    expect(hidden).toEqual(['first of a', 'second of a'])
    notices.say('c', 'again of c')
    expect(hidden).toEqual(['first of a', 'second of a', 'of c'])
  })

  it('are one at a time on a phone, where they lie over the board', () => {
    Platform.isPhone = true
    for (const about of ['a', 'b', 'c']) notices.say(about, `of ${about}`)
    Platform.isPhone = false
    expect(hidden).toEqual(['of a', 'of b'])
  })

  it('are taken back where they are no news any more', () => {
    notices.say('a', 'of a')
    notices.say('b', 'of b')
    notices.hide('a')
    notices.hide('a')
    notices.hide('nobody')
    expect(hidden).toEqual(['of a'])
  })

  it('offer without a call to action: nothing in passing is the main thing to do', () => {
    notices.say('a', 'of a', { label: 'Answer', act: () => undefined })
    notices.hide('a')
    expect(offers).toEqual(['forge-offer'])
  })

  it('that have gone by themselves make room', () => {
    for (const about of ['a', 'b', 'c']) notices.say(about, `of ${about}`)
    vi.advanceTimersByTime(8_000)
    notices.say('d', 'of d')
    expect(hidden).toEqual([])
  })

  it('show what they are given as text, and take no focus', () => {
    const before = document.activeElement
    notices.say('a', '<b>bold</b>', { label: 'Answer', act: () => undefined })
    expect(document.activeElement).toBe(before)
    notices.say('a', 'next')
    expect(hidden[0]).toContain('<b>bold</b>')
  })

  it('say what failed and what to do, longer than other things', () => {
    notices.fail('a', failure('note-missing', 'It is gone.', 'Somebody moved it.', 'Run forge status.'))
    vi.advanceTimersByTime(8_000)
    notices.say('a', 'next')
    expect(hidden).toEqual(['It is gone. Run forge status.'.replace('Run forge status', 'Choose Open board')])
  })

  const raisedBy = (kind: 'ask' | 'end', allowed: Notify): number => {
    writeNotify(app, allowed)
    expect(readNotify(app)).toBe(allowed)
    raised.length = 0
    notices.call('a', 'It waits.', null, kind)
    return raised.length
  }

  it('go to the system where nobody looks, as far as this device allows', () => {
    expect(readNotify(app)).toBe('all')
    expect(raisedBy('end', 'all')).toBe(0)
    focused = false
    expect([raisedBy('end', 'all'), raisedBy('ask', 'all')]).toEqual([1, 1])
    expect([raisedBy('end', 'questions'), raisedBy('ask', 'questions')]).toEqual([0, 1])
    expect([raisedBy('end', 'none'), raisedBy('ask', 'none')]).toEqual([0, 0])
    notices.say('a', 'In passing.')
    expect(raised).toEqual([])
  })

  it('bring the window to the front when the system’s is clicked, and do what they offer', () => {
    focused = false
    const focus = vi.spyOn(window, 'focus').mockImplementation(() => undefined)
    const act = vi.fn()
    notices.call('a', 'It waits.', { label: 'Answer', act }, 'ask')
    raised[0]?.click()
    expect(focus).toHaveBeenCalledOnce()
    expect(act).toHaveBeenCalledOnce()
  })

  it('stay within the app on a phone, whatever its web view has', () => {
    focused = false
    Platform.isDesktopApp = false
    expect(raisedBy('ask', 'all')).toBe(0)
  })
})
