// What the stand-in takes is what HubSpot's own client could send.
import { expect, test } from '@jest/globals';
import { AssociationSpec } from '@hubspot/api-client/lib/codegen/crm/contacts/models/AssociationSpec.js';
import { BatchReadInputSimplePublicObjectId } from '@hubspot/api-client/lib/codegen/crm/contacts/models/BatchReadInputSimplePublicObjectId.js';
import { Filter, FilterOperatorEnum } from '@hubspot/api-client/lib/codegen/crm/contacts/models/Filter.js';
import { FilterGroup } from '@hubspot/api-client/lib/codegen/crm/contacts/models/FilterGroup.js';
import { PublicAssociationsForObject } from '@hubspot/api-client/lib/codegen/crm/contacts/models/PublicAssociationsForObject.js';
import { PublicObjectSearchRequest } from '@hubspot/api-client/lib/codegen/crm/contacts/models/PublicObjectSearchRequest.js';
import { SimplePublicObjectInputForCreate } from '@hubspot/api-client/lib/codegen/crm/contacts/models/SimplePublicObjectInputForCreate.js';
import { association, filter, filterGroup, ids, search, single } from './crm/hubspotSchemas.ts';

test.each([
  [search, PublicObjectSearchRequest],
  [filterGroup, FilterGroup],
  [filter, Filter],
  [ids, BatchReadInputSimplePublicObjectId],
  [single('contacts'), SimplePublicObjectInputForCreate],
  [single('calls'), SimplePublicObjectInputForCreate],
  [single('deals'), SimplePublicObjectInputForCreate],
  [association, PublicAssociationsForObject],
  [association.shape.types.def.items[0], AssociationSpec],
])('shape %#', ({ shape }, model) => {
  const names = model.getAttributeTypeMap().map(({ baseName }) => baseName);
  expect(names).toEqual(expect.arrayContaining(Object.keys(shape)));
});

test('operators', () => {
  expect(Object.values<string>(FilterOperatorEnum)).toEqual(
    expect.arrayContaining(filter.shape.operator.options),
  );
});
