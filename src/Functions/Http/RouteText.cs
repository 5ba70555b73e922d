using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Functions.Http;

/// <summary>Reads what stands in a route's braces.</summary>
internal static class RouteText
{
    /// <summary>The value, decoded as the router decoded it; empty when the route has none of that name, which nothing configured is called.</summary>
    public static string RouteValue(this HttpRequest request, string name) => request.HttpContext.GetRouteValue(name) as string ?? "";
}
