import * as M from 'obsidian-test-mocks/obsidian'
import { parser } from '../markdown/parser.ts'
import { renderInto } from '../markdown/dress.ts'
import * as controls from '../ui/controls.ts'
import { addIcon, getIcon, getIconIds, setIcon } from '../ui/icons.ts'
import { Menu } from '../ui/menu.ts'
import { ConfirmationModal, Modal } from '../ui/modal.ts'
import { Notice } from '../ui/notice.ts'
import { Setting, SettingGroup } from '../ui/setting.ts'
import { SettingPage } from '../ui/settings-rows.ts'
import { FuzzySuggestModal, SuggestModal } from '../ui/suggest.ts'
import type { PreviewApp } from './app.ts'
import { DiskAdapter } from './disk-adapter.ts'
import { FileView } from './file-view.ts'
import { MarkdownView } from './markdown-view.ts'
import { Plugin, PluginSettingTab, currentApp } from './plugin.ts'
import { ItemView, View } from './view.ts'

/** Another platform's adapter: nothing on this one is an instance of it. */
class OtherAdapter {}

/** What `require('obsidian')` gives: the mocks, and in their place whatever this page draws, stores or listens to for real. */
export function obsidianModule(phone: boolean): Readonly<Record<string, unknown>> {
  Object.assign(M.Platform, platform(phone))
  return {
    ...M,
    ...controls,
    Plugin,
    PluginSettingTab,
    View,
    ItemView,
    FileView,
    MarkdownView,
    Modal,
    ConfirmationModal,
    SuggestModal,
    FuzzySuggestModal,
    Notice,
    Menu,
    Setting,
    SettingGroup,
    SettingPage,
    MarkdownRenderer: Renderer,
    FileSystemAdapter: phone ? OtherAdapter : DiskAdapter,
    CapacitorAdapter: phone ? DiskAdapter : OtherAdapter,
    addIcon,
    getIcon,
    getIconIds,
    setIcon,
    setTooltip: (el: HTMLElement, text: string) => el.setAttribute('aria-label', text),
  }
}

class Renderer extends M.MarkdownRenderChild {
  static render(app: PreviewApp, markdown: string, el: HTMLElement, sourcePath: string): Promise<void> {
    return renderInto(app, parser.render(markdown), el, sourcePath)
  }

  static renderMarkdown(markdown: string, el: HTMLElement, sourcePath: string): Promise<void> {
    return Renderer.render(currentApp(), markdown, el, sourcePath)
  }
}

function platform(phone: boolean): Partial<typeof M.Platform> {
  return {
    isDesktop: !phone,
    isDesktopApp: !phone,
    isMobile: phone,
    isMobileApp: phone,
    isPhone: phone,
    isTablet: false,
    isAndroidApp: phone,
    isIosApp: false,
    isLinux: !phone,
    isMacOS: false,
    isWin: false,
  }
}
