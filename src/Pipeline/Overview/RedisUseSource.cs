using Holdfast.Routing.Alerting;

namespace Holdfast.Pipeline.Overview;

/// <summary>Tells what Redis was wanted for within the alerts' window. Registered by a head that has Redis.</summary>
public delegate RedisSight RedisUseSource();
