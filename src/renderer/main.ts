import './ui/tokens.css'
import './ui/base.css'
import './shell.css'

const root = document.getElementById('root')
if (root === null) throw new Error('The page has no #root.')

// The window shows at its first paint: the shell that the document has. Everything else runs after it.
requestAnimationFrame(() => {
  setTimeout(() => void import('./page.tsx').then(({ fillPage }) => fillPage(root)))
})
