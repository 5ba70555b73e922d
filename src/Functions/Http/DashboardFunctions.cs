using Holdfast.Pipeline.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Holdfast.Functions.Http;

/// <summary>The operations page, at the root of the app.</summary>
public static class DashboardFunctions
{
    /// <summary>
    /// The host takes an empty route for none at all and names it after the function. A parameter that may be missing and cannot hold anything
    /// matches the root alone; the host's own page must be off (<c>AzureWebJobsDisableHomepage</c>).
    /// </summary>
    public const string Root = "{root:maxlength(0)?}";

    /// <summary><c>GET /</c>: as long as there is no page, what any unknown route answers.</summary>
    [Function(nameof(Dashboard))]
    public static Task Dashboard([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = Root)] HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return UnknownRoute.AnswerAsync(request.HttpContext);
    }
}
