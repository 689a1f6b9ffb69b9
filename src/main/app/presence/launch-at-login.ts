import type { LoginItem } from './login-item.ts'

/** Whether the app starts at login. The settings show and change this. */
export class LaunchAtLogin {
  readonly #item: LoginItem | null
  #isOn: boolean | null

  private constructor(item: LoginItem | null, isOn: boolean | null) {
    this.#item = item
    this.#isOn = isOn
  }

  /** `item` is `null` if the system cannot start the app. */
  static async open(item: LoginItem | null): Promise<LaunchAtLogin> {
    return new LaunchAtLogin(item, item === null ? null : await item.isOn())
  }

  /** `null` means the system cannot start the app. */
  get isOn(): boolean | null {
    return this.#isOn
  }

  /** @throws the system's error */
  async set(on: boolean): Promise<void> {
    if (this.#item === null) return
    await this.#item.set(on)
    // The system may have refused it without an error.
    this.#isOn = await this.#item.isOn()
  }
}
