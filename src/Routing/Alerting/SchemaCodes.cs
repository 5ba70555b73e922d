using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Alerting;

/// <summary>Which rejections are the schema's: a contract's, what was learnt, or a store's own. The others are of lines that no schema would take.</summary>
public static class SchemaCodes
{
    /// <summary>Whether a rejection counts for <see cref="AlertThresholds.SchemaRejections"/>.</summary>
    public static bool Contain(RejectionCode code) => code is RejectionCode.FieldTypeConflict or RejectionCode.FieldOutOfRange
        or RejectionCode.FieldNotAllowed or RejectionCode.TagRequired or RejectionCode.TagNotAllowed or RejectionCode.TagCardinality
        or RejectionCode.WrongTier or RejectionCode.SchemaFull or RejectionCode.RefusedByStore;
}
