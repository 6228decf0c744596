TEST_LIBS_bcrypt_hash := -lbcrypt
TEST_LIBS_bcrypt_cipher := -lbcrypt
TEST_LIBS_bcrypt_keys := -lbcrypt
TEST_LIBS_bcrypt_derivation := -lbcrypt
