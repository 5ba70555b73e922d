using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>Executes the statements of a query in order. After one that fails the rest are not executed and say so.</summary>
internal static class QueryExecutor
{
    /// <summary>Executes a query.</summary>
    /// <param name="query">The parsed query.</param>
    /// <param name="store">The store.</param>
    /// <param name="context">What it runs against.</param>
    /// <param name="readOnly">Whether it came by GET, so that changes carry InfluxDB's warning.</param>
    public static async Task<IReadOnlyList<StatementResult>> ExecuteAsync(
        ParsedQuery query, EmbeddedStore store, QueryContext context, bool readOnly)
    {
        List<StatementResult> results = [];
        var failed = false;
        foreach (Statement statement in query.Statements)
        {
            StatementResult result = failed ? StatementResult.Failed("not executed") : await ExecuteAsync(statement, store, context);
            if (readOnly && statement.Changes)
            {
                var warning = $"deprecated use of '{statement.Text}' in a read only context, please use a POST request instead";
                result = result with { Warning = warning };
            }

            results.Add(result);
            failed |= result.Error is not null;
        }

        return results;
    }

    private static async Task<StatementResult> ExecuteAsync(Statement statement, EmbeddedStore store, QueryContext context) => statement switch
    {
        SelectStatement select => SelectExecutor.Execute(select, store.Catalog, context),
        ShowStatement show => ShowExecutor.Execute(show, store.Catalog, context),
        _ => await ChangeExecutor.ExecuteAsync(statement, store, context),
    };
}
