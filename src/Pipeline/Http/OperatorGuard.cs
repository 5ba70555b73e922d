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
        if (access != AccessDecision.Allowed)
        {
            await AccessReply.WriteAsync(context.Response, access);
            return;
        }

        try
        {
            await then();
        }
        catch (BadHttpRequestException malformed) when (!context.Response.HasStarted)
        {
            // The server's way of saying that a body is cut off, or is not made up as its headers say: the client's fault, and no error of ours.
            await ErrorReply.WriteAsync(context.Response, malformed.StatusCode, "the body did not arrive whole, or is not made up as its headers say");
        }
    }

    /// <summary>Answers with a document.</summary>
    public static Task OkAsync<T>(HttpContext context, T document) =>
        context.Response.WriteAsJsonAsync(document, OperationsReports.Json, context.RequestAborted);
}
