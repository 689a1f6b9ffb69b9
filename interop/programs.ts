import { z } from 'zod'

const obtained = <T extends z.ZodType>(program: T) =>
  z.union([
    z.strictObject({ name: z.string(), program }),
    z.strictObject({ name: z.string(), reason: z.string() }),
  ])

const python = obtained(z.strictObject({ python: z.string() }))

/** The programs that scripts/interop.mjs has obtained, or why it could not. */
const programs = z.strictObject({
  moto: python,
  elasticMq: obtained(z.strictObject({ classes: z.string() })),
  boto3: python,
  awsCli: python,
  oldAwsCli: python,
  cfnLint: python,
  terraform: obtained(z.strictObject({ terraform: z.string() })),
  rclone: obtained(z.strictObject({ rclone: z.string() })),
  sdks: z.array(obtained(z.strictObject({ package: z.string() }))),
})
export type Programs = z.infer<typeof programs>

/** A program with its name and version, or the reason why it is skipped. */
export type Obtained<T> =
  | { readonly name: string; readonly program: T }
  | { readonly name: string; readonly reason: string }

/** Parses the programs that scripts/interop.mjs passes on. */
export function readPrograms(): Programs {
  return programs.parse(JSON.parse(process.env['INTEROP_PROGRAMS'] ?? 'null'))
}
