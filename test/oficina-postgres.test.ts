import { database } from './support/database';

test('the bare construct makes one encrypted, private instance', () => {
  database().template().hasResourceProperties('AWS::RDS::DBInstance', {
    StorageEncrypted: true,
    PubliclyAccessible: false,
  });
});
