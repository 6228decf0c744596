# LDAP: only stubs, for programs that import it without using it. Which functions the ordinals stand for is not known to us.
wldap32_SRCS :=
$(eval $(call dll,wldap32))
