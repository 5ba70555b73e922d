// What the client scripts share: one JSON argument in, one JSON line out, and a record of what really went over the wire.
import diagnostics from 'node:diagnostics_channel'

/** The requests that were sent, and how many of their bodies were compressed. */
export const wire = { requests: 0, gzipped: 0 }

diagnostics.channel('http.client.request.start').subscribe(({ request }) => {
  wire.requests++
  if (request.getHeader('content-encoding') === 'gzip') wire.gzipped++
})

/** Timestamps of `count` points, one unit apart, as text: nanoseconds since 1970 do not fit into a JavaScript number. */
export function times(base, unit, count) {
  const first = BigInt(base) / BigInt(unit)
  return Array.from({ length: count }, (_, index) => String(first + BigInt(index)))
}

/** Runs the scenario that the argument names and prints what came of it; an error of the client is an outcome, not a crash. */
export async function run(scenarios) {
  const input = JSON.parse(process.argv[2])
  let outcome
  try {
    outcome = { value: (await scenarios[input.scenario](input)) ?? null, error: null }
  } catch (error) {
    const { name, message, code = null } = error
    outcome = { value: null, error: { name, message, code, status: error.statusCode ?? error.res?.statusCode ?? null } }
  }
  console.log(JSON.stringify({ ...outcome, wire }))
}
