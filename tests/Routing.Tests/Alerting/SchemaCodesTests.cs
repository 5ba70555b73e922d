using Holdfast.Routing.Alerting;
using Holdfast.Routing.LineProtocol;

namespace Holdfast.Routing.Tests.Alerting;

public sealed class SchemaCodesTests
{
    [Fact]
    public void Contain_OfAllCodes_ThoseOfSchemaAndContract() => Assert.Equal(
        [
            "field_type_conflict", "field_out_of_range", "field_not_allowed", "tag_required", "tag_not_allowed", "tag_cardinality", "wrong_tier", "schema_full",
            "refused_by_store",
        ],
        Enum.GetValues<RejectionCode>().Where(SchemaCodes.Contain).Select(static code => code.Text()));
}
