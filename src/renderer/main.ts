import './ui/fonts.css'
import './ui/tokens.css'
import './ui/base.css'
import './shell.css'

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no #root.')

// The window appears with its first paint, which is the static shell. Everything else loads
// afterwards.
requestAnimationFrame(() => {
  setTimeout(() => void import('./page.tsx').then(({ renderPage }) => renderPage(root)))
})
