bcrypt_SRCS := algorithm.c hash.c symmetric.c key_pair.c key_blob.c derivation.c property.c
bcrypt_IMPORTS := ntdll
# OpenSSL's headers only: the library is loaded at the first use
bcrypt_UNIX_SRCS := unix/openssl.c unix/parts.c unix/digest.c unix/cipher.c unix/public_key.c unix/key_use.c
$(eval $(call dll,bcrypt))
