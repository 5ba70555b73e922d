using System.Collections.Immutable;

using Holdfast.Standalone.Embedded.Engine;
using Holdfast.Standalone.Embedded.InfluxQl.Ast;

namespace Holdfast.Standalone.Embedded.InfluxQl;

/// <summary>Parses the statements that change something: CREATE, ALTER, DROP and DELETE.</summary>
internal static class DefinitionParser
{
    public static Statement? ParseCreate(TokenReader reader)
    {
        if (reader.TryTake("DATABASE")) return ParseDatabase(reader);
        if (reader.TryTake("RETENTION")) return ParsePolicy(reader, isNew: true);
        reader.Fail("DATABASE, RETENTION");
        return null;
    }

    public static Statement? ParseAlter(TokenReader reader)
    {
        if (reader.TryTake("RETENTION")) return ParsePolicy(reader, isNew: false);
        reader.Fail("RETENTION");
        return null;
    }

    public static Statement? ParseDrop(TokenReader reader)
    {
        if (reader.TryTake("DATABASE")) return new DropStatement(DropKind.Database, reader.ExpectName());
        if (reader.TryTake("MEASUREMENT")) return new DropStatement(DropKind.Measurement, reader.ExpectName());
        if (reader.TryTake("RETENTION"))
        {
            reader.Expect("POLICY");
            var policy = reader.ExpectName();
            reader.Expect("ON");
            return new DropStatement(DropKind.RetentionPolicy, policy, reader.ExpectName());
        }

        reader.Fail("DATABASE, MEASUREMENT, RETENTION");
        return null;
    }

    public static Statement ParseDelete(TokenReader reader)
    {
        ImmutableArray<Source> sources = reader.TryTake("FROM") ? SourceParser.Parse(reader) : [];
        Condition? where = null;
        if (reader.TryTake("WHERE")) where = ConditionParser.Parse(reader);
        else if (sources.IsEmpty) reader.Fail("FROM, WHERE");
        return new DeleteStatement(sources, where);
    }

    private static CreateDatabaseStatement ParseDatabase(TokenReader reader)
    {
        var name = reader.ExpectName();
        PolicySpec policy = new(null);
        if (!reader.TryTake("WITH")) return new CreateDatabaseStatement(name, policy);
        if (reader.TryTake("DURATION")) policy = policy with { Duration = ParseDuration(reader) };
        ParseReplication(reader);
        if (reader.TryTake("SHARD")) policy = policy with { ShardDuration = ParseShard(reader) };
        if (reader.TryTake("NAME")) policy = policy with { Name = reader.ExpectName() };
        return new CreateDatabaseStatement(name, policy);
    }

    private static PolicyStatement ParsePolicy(TokenReader reader, bool isNew)
    {
        reader.Expect("POLICY");
        PolicySpec policy = new(reader.ExpectName());
        reader.Expect("ON");
        var database = reader.ExpectName();
        if (isNew && !reader.Peek().Is("DURATION")) reader.Fail("DURATION");
        var options = 0;
        while (true)
        {
            if (reader.TryTake("DURATION")) policy = policy with { Duration = ParseDuration(reader) };
            else if (reader.TryTake("SHARD")) policy = policy with { ShardDuration = ParseShard(reader) };
            else if (reader.TryTake("DEFAULT")) policy = policy with { IsDefault = true };
            else if (!ParseReplication(reader)) break;
            options++;
            if (isNew && options == 1 && !reader.Peek().Is("REPLICATION")) reader.Fail("REPLICATION");
        }

        if (options == 0) reader.Fail("DURATION, REPLICATION, SHARD, DEFAULT");
        return new PolicyStatement(isNew, database, policy);
    }

    private static bool ParseReplication(TokenReader reader)
    {
        // Parsed for the sake of existing scripts: an embedded store is always its only copy.
        if (!reader.TryTake("REPLICATION")) return false;
        return reader.Expect(TokenKind.Integer, "integer");
    }

    private static long ParseShard(TokenReader reader)
    {
        reader.Expect("DURATION");
        return ParseDuration(reader);
    }

    private static long ParseDuration(TokenReader reader) => reader.TryTake("INF") ? 0 : DurationText.Expect(reader);
}
