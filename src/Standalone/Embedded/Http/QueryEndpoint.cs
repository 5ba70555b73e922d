using System.Globalization;
using System.IO.Pipelines;

using Holdfast.Standalone.Embedded.InfluxQl;
using Holdfast.Standalone.Embedded.InfluxQl.Execution;

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Standalone.Embedded.Http;

/// <summary><c>GET /query</c> and <c>POST /query</c>: InfluxQL.</summary>
internal static class QueryEndpoint
{
    /// <summary>The largest form, and so the longest query.</summary>
    public const int MaxFormBytes = 1024 * 1024;

    private const int DefaultChunkRows = 10_000;

    private static readonly FormOptions FormLimits = new() { ValueLengthLimit = MaxFormBytes, BufferBodyLengthLimit = MaxFormBytes, ValueCountLimit = 64 };

    public static async Task HandleAsync(HttpContext context, StoreServices services)
    {
        var isPost = HttpMethods.IsPost(context.Request.Method);
        if (!isPost && !HttpMethods.IsGet(context.Request.Method))
        {
            await Answers.MethodNotAllowedAsync(context, "OPTIONS, GET, POST");
            return;
        }

        IFormCollection? form = null;
        if (isPost && context.Request.HasFormContentType)
        {
            try
            {
                form = await new FormFeature(context.Request, FormLimits).ReadFormAsync(context.RequestAborted);
            }
            catch (InvalidDataException fault)
            {
                await Answers.V1ErrorAsync(context, StatusCodes.Status400BadRequest, fault.Message);
                return;
            }
        }

        var text = Parameter("q");
        if (string.IsNullOrEmpty(text))
        {
            await Answers.V1ErrorAsync(context, StatusCodes.Status400BadRequest, "missing required parameter \"q\"");
            return;
        }

        ParsedQuery query = QueryParser.Parse(text);
        if (query.Error is not null)
        {
            await Answers.V1ErrorAsync(context, StatusCodes.Status400BadRequest, query.Error);
            return;
        }

        int? chunkRows = IsTrue("chunked") ? ChunkRows(Parameter("chunk_size")) : null;
        QueryJson json = new(QueryJson.Epoch(Parameter("epoch")), IsTrue("pretty"));
        QueryContext queryContext = new(Parameter("db"), Parameter("rp"), services.Store.Now, services.Store.Options.MaxResultCells);
        await services.Queries.WaitAsync(context.RequestAborted);
        try
        {
            IReadOnlyList<StatementResult> results = await QueryExecutor.ExecuteAsync(query, services.Store, queryContext, readOnly: !isPost);
            context.Response.ContentType = "application/json";
            PipeWriter output = context.Response.BodyWriter;
            if (chunkRows is null) await json.WriteAsync(results, output, context.RequestAborted);
            else await json.WriteChunksAsync(results, chunkRows.Value, output, context.RequestAborted);
        }
        finally
        {
            services.Queries.Release();
        }

        string? Parameter(string name) =>
            form is not null && form.TryGetValue(name, out var value) ? value.ToString() : context.Request.Query[name].ToString();

        bool IsTrue(string name) => string.Equals(Parameter(name), "true", StringComparison.OrdinalIgnoreCase);
    }

    private static int ChunkRows(string? size) =>
        int.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows > 0 ? rows : DefaultChunkRows;
}
