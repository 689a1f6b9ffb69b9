export { fromFileError } from './errors.ts'
