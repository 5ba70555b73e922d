// The secrets: what the stores ask of Holdfast, and what Holdfast asks of producers and operators. The app reads them as references.

@description('Name of the vault.')
@minLength(3)
@maxLength(24)
param name string

@description('Where it is placed.')
param location string

@description('Tags of the resource.')
param tags object

@description('Whether what is deleted stays restorable for good.')
param purgeProtection bool

@description('Token or password of the primary store.')
@secure()
param primaryCredential string

@description('Token or password of the replica.')
@secure()
param replicaCredential string

@description('The token that producers send.')
@secure()
param writerToken string

@description('The token that operators send.')
@secure()
param operatorToken string

@description('Whether the vault answers on the internet.')
param publicAccess bool

@description('The workspace that its logs go to.')
param workspaceId string

resource vault 'Microsoft.KeyVault/vaults@2023-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 7
    // The service refuses false: on, or not there.
    enablePurgeProtection: purgeProtection ? true : null
    publicNetworkAccess: publicAccess ? 'Enabled' : 'Disabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: publicAccess ? 'Allow' : 'Deny'
    }
  }
}

resource primarySecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'primary-credential'
  properties: {
    value: primaryCredential
  }
}

resource replicaSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'replica-credential'
  properties: {
    value: replicaCredential
  }
}

resource writerSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'writer-token'
  properties: {
    value: writerToken
  }
}

resource operatorSecret 'Microsoft.KeyVault/vaults/secrets@2023-07-01' = {
  parent: vault
  name: 'operator-token'
  properties: {
    value: operatorToken
  }
}

resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: vault
  name: 'to-workspace'
  properties: {
    workspaceId: workspaceId
    logs: [
      {
        categoryGroup: 'allLogs'
        enabled: true
      }
    ]
    metrics: [
      {
        category: 'AllMetrics'
        enabled: true
      }
    ]
  }
}

output id string = vault.id
output name string = vault.name
output uri string = vault.properties.vaultUri
output primaryCredentialName string = primarySecret.name
output replicaCredentialName string = replicaSecret.name
output writerTokenName string = writerSecret.name
output operatorTokenName string = operatorSecret.name
