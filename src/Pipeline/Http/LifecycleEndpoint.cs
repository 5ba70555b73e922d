using Holdfast.Pipeline.Lifecycle;
using Holdfast.Pipeline.Security;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Http;

/// <summary>Where a scheduler asks whether a bucket's downsampling and compaction may run. Safe for any number of threads.</summary>
/// <param name="access">Who may ask.</param>
/// <param name="gate">Who knows.</param>
public sealed class LifecycleEndpoint(TokenGate access, LifecycleGate gate)
{
    /// <summary><c>GET /ops/lifecycle/{bucket}</c>, the bucket as producers name it.</summary>
    public Task StateAsync(HttpContext context, string bucket)
    {
        ArgumentNullException.ThrowIfNull(context);
        return access.GuardedAsync(context, () => gate.Report(bucket) is { } report
            ? OperatorGuard.OkAsync(context, report)
            : ErrorReply.WriteAsync(context.Response, StatusCodes.Status404NotFound, $"no tier has the bucket \"{bucket}\""));
    }
}
