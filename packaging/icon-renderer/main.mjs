// @ts-check
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { app, BrowserWindow } from 'electron'

// Draws the icon in every size: main.mjs ICON.svg FOLDER
const [source = '', folder = ''] = process.argv.slice(-2)
const sizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024]

app.disableHardwareAcceleration()
void app.whenReady().then(async () => {
  const window = new BrowserWindow({ show: false })
  await window.loadURL('about:blank')
  const drawing = await readFile(source, 'utf8')
  await mkdir(folder, { recursive: true })
  for (const size of sizes) {
    // Small sizes need the pixels of the icon's margin.
    const svg = size > 24 ? drawing : drawing.replace('viewBox="0 0 512 512"', 'viewBox="24 24 464 464"')
    const address = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
    const png = await window.webContents.executeJavaScript(`(async () => {
      const image = new Image()
      image.src = ${JSON.stringify(address)}
      await image.decode()
      const canvas = document.createElement('canvas')
      canvas.width = canvas.height = ${size}
      canvas.getContext('2d').drawImage(image, 0, 0, ${size}, ${size})
      return canvas.toDataURL('image/png')
    })()`)
    await writeFile(join(folder, `${size}x${size}.png`), Buffer.from(png.split(',')[1], 'base64'))
  }
  app.quit()
})
