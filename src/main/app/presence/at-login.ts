/** The argument that marks a launch at login. */
export const atLogin = '--at-login'
