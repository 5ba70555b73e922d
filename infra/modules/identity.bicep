// The one identity that the app has. It is the user's and not the app's own, so that roles survive when the app is made anew.

@description('Name of the identity.')
param name string

@description('Where it is placed.')
param location string

@description('Tags of the resource.')
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: name
  location: location
  tags: tags
}

output id string = identity.id
output principalId string = identity.properties.principalId
output clientId string = identity.properties.clientId
