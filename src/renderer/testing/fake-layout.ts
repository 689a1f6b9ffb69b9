import { vi } from 'vitest'

// jsdom lays nothing out: what asks for it gets quiet stand-ins. Import this before the
// parts under test, because some ask while their modules load.

class QuietResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

vi.stubGlobal('ResizeObserver', QuietResizeObserver)
vi.stubGlobal('matchMedia', (media: string) => ({
  media,
  matches: false,
  addEventListener: () => {},
  removeEventListener: () => {},
}))
Element.prototype.getAnimations ??= () => []
Element.prototype.scrollTo ??= () => {}
