using System.Collections.Immutable;

using Holdfast.Standalone.Embedded.Engine;
using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl.Execution;

/// <summary>Executes SELECT: resolves its sources, plans, and reads each measurement under its bucket's gate.</summary>
internal static class SelectExecutor
{
    public static StatementResult Execute(SelectStatement statement, Catalog catalog, QueryContext context)
    {
        (ImmutableArray<SourceSchema> sources, var error) = SourceResolver.Resolve(statement.Sources, catalog, context);
        if (error is not null) return StatementResult.Failed(error);
        (SelectPlan? plan, error) = SelectPlan.Make(statement, sources, context.Now);
        if (plan is null) return StatementResult.Failed(error!);
        if (plan.Columns.IsEmpty || plan.Range.IsEmpty) return StatementResult.Empty;

        CellBudget budget = new(context.MaxCells);
        List<ResultSeries> answer = [];
        foreach (SourceSchema source in statement.Descending ? sources.Reverse() : sources)
        {
            lock (source.Bucket.Gate)
            {
                if (source.Bucket.Find(source.Measurement) is not { } measurement) continue;
                TimeRange kept = plan.Range with { From = Math.Max(plan.Range.First, source.Bucket.Cutoff(context.Now)) };
                error = plan.IsAggregate
                    ? AggregateReader.Read(plan, measurement, kept, budget, answer)
                    : RowReader.Read(plan, measurement, kept, budget, answer);
            }

            if (error is not null) return StatementResult.Failed(error);
            if (budget.IsExceeded) return StatementResult.Failed(budget.Error);
        }

        return new StatementResult([.. answer]);
    }
}
