using Holdfast.Pipeline.Operations;
using Holdfast.Pipeline.Security;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Pipeline.Http;

/// <summary>What all operators' routes have in common: who may use them, and how a document is answered.</summary>
internal static class OperatorGuard
{
    /// <summary>Lets operators through, and answers everyone else.</summary>
    public static async Task GuardedAsync(this TokenGate gate, HttpContext context, Func<Task> then)
    {
        var access = gate.Operate(context.Request);
        if (access == AccessDecision.Allowed)
            await then();
        else
            await AccessReply.WriteAsync(context.Response, access);
    }

    /// <summary>Answers with a document.</summary>
    public static Task OkAsync<T>(HttpContext context, T document) =>
        context.Response.WriteAsJsonAsync(document, OperationsReports.Json, context.RequestAborted);
}
