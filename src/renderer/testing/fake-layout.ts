import { vi } from 'vitest'

// jsdom has no layout, so these APIs are stubbed. Import this before the components under test,
// because some use the APIs while their modules load.

class StubResizeObserver {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

vi.stubGlobal('ResizeObserver', StubResizeObserver)
vi.stubGlobal('matchMedia', (media: string) => ({
  media,
  matches: false,
  addEventListener: () => {},
  removeEventListener: () => {},
}))
Element.prototype.getAnimations ??= () => []
Element.prototype.scrollTo ??= () => {}
Element.prototype.scrollIntoView ??= () => {}
