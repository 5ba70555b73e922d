using Holdfast.Pipeline.Operations;
using Holdfast.Pipeline.Security;
using Holdfast.Pipeline.Tracing;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Http;

/// <summary>Where operators find a batch's route by its lineage id. Safe for any number of threads.</summary>
/// <param name="gate">Who may ask.</param>
/// <param name="reports">Who knows.</param>
public sealed class LineageEndpoint(TokenGate gate, LineageReports reports)
{
    /// <summary><c>GET /ops/lineage/{id}</c>, the id as <c>x-data-lineage-id</c> told it.</summary>
    public Task RouteAsync(HttpContext context, string id)
    {
        ArgumentNullException.ThrowIfNull(context);
        return gate.GuardedAsync(context, () =>
        {
            if (!LineageId.TryParse(id, out _))
            {
                return ErrorReply.WriteAsync(
                    context.Response, StatusCodes.Status400BadRequest,
                    "this is no lineage id: it has 16 hexadecimal digits, a dash and a hexadecimal number, as x-data-lineage-id told it");
            }

            return reports.Of(id) is { } route
                ? OperatorGuard.OkAsync(context, route)
                : ErrorReply.WriteAsync(
                    context.Response, StatusCodes.Status404NotFound,
                    $"this instance knows no route of {id}: it is older than the last {LineageBook.Recent} writes and {LineageBook.Stories} stories, or another instance or an earlier run took it; "
                    + $"look for {SpanTags.LineageId}=\"{id}\" in the traces");
        });
    }
}
