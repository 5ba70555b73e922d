// Azure Managed Redis: idempotency claims that all instances share, and breaker snapshots. Nothing in it is the only copy of anything.

@description('Name of the cluster.')
@minLength(1)
@maxLength(60)
param name string

@description('Where it is placed.')
param location string

@description('Tags of the resource.')
param tags object

@description('Size.')
param sku string

@description('Whether it keeps a replica.')
param highAvailability bool

@description('Whether it answers on the internet.')
param publicAccess bool

@description('The workspace that its logs go to.')
param workspaceId string

resource cluster 'Microsoft.Cache/redisEnterprise@2025-07-01' = {
  name: name
  location: location
  tags: tags
  sku: {
    name: sku
  }
  properties: {
    minimumTlsVersion: '1.2'
    highAvailability: highAvailability ? 'Enabled' : 'Disabled'
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
  }
}

// Every key has an expiry, so when memory runs out those nearest to it go first: a claim that is lost costs a harmless repeat.
resource database 'Microsoft.Cache/redisEnterprise/databases@2025-07-01' = {
  parent: cluster
  name: 'default'
  properties: {
    accessKeysAuthentication: 'Disabled'
    clientProtocol: 'Encrypted'
    clusteringPolicy: 'OSSCluster'
    evictionPolicy: 'VolatileTTL'
    port: 10000
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: database
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
  }
}

resource metrics 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: cluster
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

output id string = cluster.id
output name string = cluster.name
output endpoint string = '${cluster.properties.hostName}:${database.properties.port}'
