/** Encrypts strings with a secret that the system keeps for the user. */
export interface SecretBox {
  /** Returns why it cannot be used on this computer, as a sentence for the user, or `null` if it can. */
  problem(): string | null
  seal(text: string): Uint8Array
  /** @throws Error if the text is damaged, or was encrypted by another user or on another computer. */
  open(sealed: Uint8Array): string
}
